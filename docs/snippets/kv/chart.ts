import { mermaidOf } from '@wirechart/core';
import { kvServer } from './protocol.js';

console.log(mermaidOf(kvServer.read));
