export { connect } from './connect';
export { connectionOf } from './connection';
export { credentialName, type NodeContext } from './context';
export { asNodeError } from './errors';
export { failedItem } from './failed-item';
export { hint } from './hints';
