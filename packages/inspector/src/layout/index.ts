export { chartSvg, drawAhead } from './layout.js';
