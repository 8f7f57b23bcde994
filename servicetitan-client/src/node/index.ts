export { createAxiosTransport, type AxiosTransportOptions } from './axios-transport';
export { sleep } from './sleep';
