export { chartSvg } from './layout.js';
