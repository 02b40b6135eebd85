import { examine } from '../support/examine.js';
import { framesContract } from './support/frames-contract.js';

examine(framesContract('server'));
