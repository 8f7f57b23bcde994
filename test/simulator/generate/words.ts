type Words = readonly [string, ...string[]];
const words = (text: string) => text.split('|') as [string, ...string[]];

export const firstNames: Words = words(
  'James|Mary|Robert|Patricia|John|Jennifer|Michael|Linda|David|Elizabeth|William|Barbara|Richard|Susan|José|Jessica|Thomas|Sarah|Charles|Karen|Christopher|Lisa|Daniel|Nancy|Matthew|Betty|Anthony|Sandra|Mark|Margaret|Donald|Ashley|Steven|Kimberly|Andrew|Emily|Paul|Donna|Joshua|Michelle|Kenneth|Carol|Kevin|Amanda|Brian|Melissa|George|Deborah|Timothy|Stephanie|Renée|Zoë|LaToya|Mary Ann|D’Andre',
);
export const lastNames: Words = words(
  "Smith|Johnson|Williams|Brown|Jones|Garcia|Miller|Davis|Rodriguez|Martinez|Hernandez|Lopez|Gonzalez|Wilson|Anderson|Thomas|Taylor|Moore|Jackson|Martin|Lee|Perez|Thompson|White|Harris|Sanchez|Clark|Ramirez|Lewis|Robinson|Walker|Young|Allen|King|Wright|Scott|Torres|Nguyen|Hill|Flores|Green|Adams|Nelson|Baker|Hall|Rivera|Campbell|Mitchell|Carter|Roberts|O'Brien|Muñoz|Peña|Núñez|McDonald|de la Cruz|Van Dyke|Smith-Jones|St. James|Kowalczyk",
);
export const streetNames: Words = words(
  "Main|Oak|Maple|Cedar|Elm|Washington|Lake|Hill|Walnut|Park|Spring|North|Ridge|Church|Willow|Meadow|Sunset|Railroad|Jefferson|Mill|River|Highland|Jackson|Franklin|Lincoln|Cherry|Dogwood|Hickory|Magnolia|Peachtree|Martin Luther King Jr.|County Road 12|St. Mary's|Cañada|Old Stage",
);
export const streetSuffixes: Words = words('St|Ave|Rd|Dr|Ln|Ct|Blvd|Way|Pl|Cir|Ter|Pkwy');
export const units: Words = words('Apt 4|Apt 12B|Unit 3|Ste 200|# 7|Bldg C, Ste 110|Lot 22|Floor 2');

export interface Town {
  city: string;
  state: string;
  /** The digits that its ZIP codes begin with. */
  zip: string;
  latitude: number;
  longitude: number;
}

export const towns: readonly [Town, ...Town[]] = [
  { city: 'Springfield', state: 'MO', zip: '658', latitude: 37.209, longitude: -93.2923 },
  { city: 'St. Louis', state: 'MO', zip: '631', latitude: 38.627, longitude: -90.1994 },
  { city: "O'Fallon", state: 'MO', zip: '63366', latitude: 38.8106, longitude: -90.6998 },
  { city: 'Kansas City', state: 'MO', zip: '641', latitude: 39.0997, longitude: -94.5786 },
  { city: 'Columbus', state: 'OH', zip: '432', latitude: 39.9612, longitude: -82.9988 },
  { city: 'Dayton', state: 'OH', zip: '454', latitude: 39.7589, longitude: -84.1916 },
  { city: 'Austin', state: 'TX', zip: '787', latitude: 30.2672, longitude: -97.7431 },
  { city: 'San Antonio', state: 'TX', zip: '782', latitude: 29.4241, longitude: -98.4936 },
  { city: 'Phoenix', state: 'AZ', zip: '850', latitude: 33.4484, longitude: -112.074 },
  { city: 'Mesa', state: 'AZ', zip: '852', latitude: 33.4152, longitude: -111.8315 },
  { city: 'Raleigh', state: 'NC', zip: '276', latitude: 35.7796, longitude: -78.6382 },
  { city: 'Winston-Salem', state: 'NC', zip: '271', latitude: 36.0999, longitude: -80.2442 },
  { city: 'Portland', state: 'OR', zip: '972', latitude: 45.5152, longitude: -122.6784 },
  { city: 'Boise', state: 'ID', zip: '837', latitude: 43.615, longitude: -116.2023 },
  { city: "Coeur d'Alene", state: 'ID', zip: '83814', latitude: 47.6777, longitude: -116.7805 },
  { city: 'Nashville', state: 'TN', zip: '372', latitude: 36.1627, longitude: -86.7816 },
  { city: 'Tampa', state: 'FL', zip: '336', latitude: 27.9506, longitude: -82.4572 },
  { city: 'St. Augustine', state: 'FL', zip: '32084', latitude: 29.9012, longitude: -81.3124 },
  { city: 'Cañon City', state: 'CO', zip: '81212', latitude: 38.441, longitude: -105.2424 },
  { city: 'Española', state: 'NM', zip: '87532', latitude: 35.9911, longitude: -106.0806 },
  { city: 'Newark', state: 'NJ', zip: '071', latitude: 40.7357, longitude: -74.1724 },
  { city: 'Boston', state: 'MA', zip: '021', latitude: 42.3601, longitude: -71.0589 },
];

export const companies: Words = words(
  '"Acme" Widgets, LLC|Brown & Sons Heating|Mañana Café|Tom\'s Diner, Inc.|First Baptist Church|Lakeside HOA|Sunny Day Daycare ☀️|Smith, Jones & Partners|Peña Auto Body|Oak Ridge Apartments|City of Springfield|R&R Storage #2|Bed, Bath & More "Outlet"|Great Lakes Dental Group|Riverbend Brewing Co.|Green Thumb Nursery 🌱|Église Notre-Dame|Harbor View Condominiums|Twelve Oaks Property Management|A-1 Pawn',
);
export const technicians: Words = words(
  'Mike Alvarez|Tanya Brooks|Chris O\'Neil|DeShawn Carter|Hannah Müller|Luis Ortega|Ray "Buck" Tanner|Priya Patel|Sam Whitfield|Kyle Jensen|Amber Stone|Víctor Peña',
);
export const businessUnitNames: Words = words(
  'HVAC - Service|HVAC - Install|Plumbing - Service|Plumbing, Commercial|Electrical - Service|Water Quality & Filtration|Drains|Maintenance "Club"',
);
export const jobTypes: Words = words(
  'No Heat|No Cool|Tune-Up|Estimate - New System|Install - Water Heater|Drain Cleaning|Leak, Slab|Warranty Call|Install - Furnace|Panel Upgrade|Club Visit|Recall',
);
export const tagNames: Words = words(
  'VIP|Do Not Text|Bad Debt|Dog on Premises|Gate Code|Club Member|New Construction|Landlord|Tenant|Financing|Warranty|Senior Discount|Military|Rebate, Utility|Do Not Service|"Call First"|Español|Referral|Angi Lead|Net 30|High Ticket|Recall|Safety Issue|Permit Needed',
);
export const zoneNames: Words = words('North|South|East|West|Downtown|Lake & River|Outer Ring|Out of Area');
export const membershipTypeNames: Words = words(
  'Comfort Club - Gold|Comfort Club - Silver|Plumbing Protection Plan|Whole Home, Annual|Commercial PM Agreement|Comfort Club - Bronze (retired)',
);
export const campaignNames: Words = words(
  'Google Ads - Cooling|Google Ads - Heating|Facebook|Direct Mail, Spring|Radio 101.9|Yard Signs|Truck Wraps|Referral|Existing Customer|Home Show|Angi|Billboards I-44|Valpak|Yelp|Email - Tune-Up|Door Hangers',
);
export const terms: readonly [readonly [string, number], ...(readonly [string, number])[]] = [
  ['Due Upon Receipt', 0],
  ['Due Upon Receipt', 0],
  ['Net 15', 15],
  ['Net 30', 30],
];
export const paymentTypes: Words = words('Check|Visa|MasterCard|Cash|ACH|American Express|Financing');

/** Name, HTML description, type and price in cents of what invoices sell. */
export const priceBook: readonly [
  readonly [string, string, string, number],
  ...(readonly [string, string, string, number])[],
] = [
  ['HVAC-TUNEUP', '<p>21-point tune-up &amp; safety inspection</p>', 'Service', 12900],
  ['WH-50G', '<p>50 gal water heater, <b>natural gas</b></p>', 'Equipment', 149500],
  ['FILTER-16', 'Filter 16&quot; x 25&quot; x 1&quot;', 'Material', 2450],
  ['DIAG', '<p>Diagnostic fee</p>', 'Service', 8900],
  ['DRAIN-CLR', '<div>Clear main line up to 75&#39;<br/>cable machine</div>', 'Service', 32500],
  ['COIL-CLN', '<p>Evaporator coil cleaning</p>', 'Service', 27500],
  ['PERMIT', '<p>City permit – Cañon City</p>', 'Service', 7525],
  ['PANEL-200', '<p>200 A panel upgrade</p>\r\n<ul><li>panel</li><li>breakers</li></ul>', 'Equipment', 289999],
  ['CAP-45', 'Dual run capacitor 45/5 &micro;F', 'Material', 18995],
  ['DISC-10', '<p>Club member discount</p>', 'PriceModifier', -1290],
];

/** Texts people type into summaries: HTML, quotes, line breaks, a line separator, an emoji. */
export const summaries: Words = [
  '<p>Replaced 50 gal heater,<br/>tested &amp; OK</p>',
  '<p>Customer said "it\'s fixed"; followed up.</p><p>Gave 10% off, approved by Tanya.</p>',
  'No heat call.\r\nFound bad igniter, replaced; system running at 118°F.',
  '<div>Drain clear\u2028Camera shows roots at 42&#39;</div>',
  '<p>Peña family – leave invoice with Señora Núñez 👍</p>',
  '',
  '<p>Annual maintenance visit.</p><ul><li>Cleaned coil</li><li>Checked charge</li><li>Replaced filter</li></ul>',
  "<p>See photos. Tech's note: gate code = 4411#, dog is friendly</p>",
];
