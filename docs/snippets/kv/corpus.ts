import { encoded } from '@wirechart/contract';
import { someRequests } from './examples.js';
import { kvClient } from './protocol.js';

export const corpus = [encoded(kvClient, 'client', someRequests)];
