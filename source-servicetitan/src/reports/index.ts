export { checkReports, discoverReports } from './check';
export { planReports, splitCatalog } from './plan';
