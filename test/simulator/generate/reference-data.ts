import { encode } from '../exact-json';
import { ticksText } from '../ticks';
import type { StreamName } from '../types';

import { generated, inactiveShare, type Entity } from './entity';
import { addressOf, townOf } from './people';
import { pick } from './random';
import { businessUnitNames, campaignNames, membershipTypeNames, tagNames, towns, zoneNames } from './words';
import type { World } from './world';

type Reference = 'business_units' | 'tag_types' | 'zones' | 'campaigns' | 'membership_types';

interface Row {
  row: number;
  active: boolean;
  createdOn: string;
  modifiedOn: string;
  name: string;
}

function nameOf(names: readonly [string, ...string[]], row: number): string {
  const round = Math.floor(row / names.length);
  return round === 0 ? pick(names, row) : `${pick(names, row)} ${String(round + 1)}`;
}

function businessUnit(world: World, { row, active, createdOn, modifiedOn, name }: Row) {
  return {
    id: world.ref('business_units', row),
    active,
    name,
    officialName: `${name} of Springfield, LLC`,
    email: `office${String(row)}@example.com`,
    currency: 'USD',
    phoneNumber: `(417) 555-01${String(row % 100).padStart(2, '0')}`,
    invoiceHeader: '<p>Thank you for your business!</p>',
    invoiceMessage: null,
    defaultTaxRate: world.decimal(0.08225),
    authorizationParagraph: '<p>I authorize the work &amp; agree to pay.</p>',
    acknowledgementParagraph: null,
    address: {
      ...addressOf(world, row),
      latitude: world.decimal(townOf(world, row).latitude),
      longitude: world.decimal(townOf(world, row).longitude),
      isManualCoordinates: false,
      isMilitary: false,
    },
    materialSku: null,
    quickbooksClass: name,
    accountCode: String(4000 + row),
    franchiseId: null,
    conceptCode: null,
    corporateContractNumber: null,
    trade: { id: row % 3, name: pick(['HVAC', 'Plumbing', 'Electrical'], row) },
    division: null,
    tagTypeIds: [],
    tenant: {
      id: Number(world.tenantId),
      name: 'Comfort Pros, Inc.',
      accountCode: null,
      franchiseId: null,
      conceptCode: null,
      modifiedOn,
    },
    createdOn,
    modifiedOn,
    externalData: [],
    certifiedSentriconSpecialistCode: null,
  };
}

function tagType(world: World, { row, active, createdOn, modifiedOn, name }: Row) {
  return {
    id: world.ref('tag_types', row),
    name,
    color: `#${(world.hash(30, row) >>> 8).toString(16).padStart(6, '0')}`,
    code: name.slice(0, 3).toUpperCase(),
    importance: row % 5 === 0 ? 'High' : row % 3 === 0 ? 'Medium' : null,
    isConversionOpportunity: row % 7 === 0,
    allowToUseOnTimesheetActivity: row % 2 === 0,
    isVisibleOnDispatchBoard: row % 4 !== 0,
    active,
    createdOn,
    modifiedOn,
  };
}

function zone(world: World, { row, active, createdOn, modifiedOn, name }: Row) {
  const { city, zip } = pick(towns, row);
  return {
    id: world.ref('zones', row),
    active,
    name,
    zips: [zip.padEnd(5, '0'), zip.padEnd(5, '1')],
    cities: [city],
    territoryNumbers: row % 2 === 0 ? [] : null,
    locnNumbers: null,
    createdBy: world.ref('employees', row % 9),
    createdOn,
    modifiedOn,
    serviceDaysEnabled: row % 3 === 0,
    serviceDays: row % 3 === 0 ? ['Monday', 'Wednesday'] : null,
    businessUnits: [world.ref('business_units', 0)],
    technicians: [world.ref('technicians', row % 12), world.ref('technicians', (row + 5) % 12)],
  };
}

function campaign(world: World, { row, active, createdOn, modifiedOn, name }: Row) {
  return {
    id: world.ref('campaigns', row),
    name,
    modifiedOn,
    createdOn,
    active,
    isDefaultCampaign: row === 0,
    category:
      row % 5 === 0
        ? null
        : {
            id: 16_000_000 + (row % 4),
            name: pick(['Digital', 'Print', 'Broadcast', 'Word of mouth'], row),
            active: true,
          },
    source: row % 2 === 0 ? 'Google' : null,
    otherSource: null,
    businessUnit: pick(businessUnitNames, row),
    medium: row % 3 === 0 ? 'CPC' : null,
    otherMedium: null,
    campaignPhoneNumbers: row % 4 === 0 ? null : [`41755502${String(row % 100).padStart(2, '0')}`],
  };
}

function membershipType(world: World, { row, active, createdOn, modifiedOn, name }: Row) {
  return {
    id: world.ref('membership_types', row),
    createdOn,
    createdById: world.ref('employees', row % 9),
    modifiedOn,
    importId: null,
    billingTemplateId: null,
    discount: world.decimal(10),
    durationBilling: [
      {
        duration: 12,
        billingFrequency: 'Monthly',
        salePrice: world.decimal(19.95),
        billingPrice: world.decimal(19.95),
        renewalPrice: world.decimal(21.5),
      },
      { duration: null, billingFrequency: 'Annual', salePrice: 199, billingPrice: 199, renewalPrice: 209 },
    ],
    discounts: row % 2 === 0 ? [{ targetId: world.ref('skus', row), discount: world.decimal(7.5) }] : null,
    recurringServices: [
      {
        membershipTypeId: world.ref('membership_types', row),
        recurringServiceTypeId: 17_000_000 + row,
        offset: 6,
        offsetType: 'Months',
        allocation: 0.5,
      },
    ],
    tagTypeIds: row % 3 === 0 ? [world.ref('tag_types', 5)] : [],
    name,
    displayName: row % 4 === 0 ? null : name,
    active,
    discountMode: pick(['Basic', 'Units', 'Categories'], row),
    locationTarget: pick(['AllLocations', 'SingleLocation'], row),
    revenueRecognitionMode: pick(['PointOfSale', 'Deferred'], row),
    autoCalculateInvoiceTemplates: false,
    useMembershipPricingTable: row % 2 === 0,
    showMembershipSavings: true,
  };
}

const kinds = {
  business_units: { names: businessUnitNames, build: businessUnit, inactive: 80 },
  tag_types: { names: tagNames, build: tagType, inactive: 60 },
  zones: { names: zoneNames, build: zone, inactive: 60 },
  campaigns: { names: campaignNames, build: campaign, inactive: 120 },
  membership_types: { names: membershipTypeNames, build: membershipType, inactive: 100 },
} satisfies Partial<Record<StreamName, unknown>>;

export function referenceData(world: World, stream: Reference): Entity {
  const { names, build, inactive } = kinds[stream];
  const active = inactiveShare(world, stream, inactive);
  return generated(world, stream, active, (row, times) =>
    encode(
      build(world, {
        row,
        active: active(row),
        createdOn: ticksText(times.created(row)),
        modifiedOn: ticksText(times.modified(row)),
        name: nameOf(names, row),
      }),
    ),
  );
}
