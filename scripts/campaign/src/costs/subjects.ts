/** Every protocol in both roles, with the worst inputs known. What the search finds worse belongs to them. */
import type { CostSubject } from './subject.js';
import { framingSubjects } from './subjects/framing.js';
import { jsonHeaderSubjects } from './subjects/json-header.js';
import { jsonRpcSubjects } from './subjects/json-rpc.js';
import { memcachedSubjects } from './subjects/memcached.js';
import { modbusSubjects } from './subjects/modbus.js';
import { proxySubjects } from './subjects/proxy.js';
import { respSubjects } from './subjects/resp.js';
import { serviceSubjects } from './subjects/services.js';
import { smtpSubjects } from './subjects/smtp.js';
import { webSocketSubjects } from './subjects/websocket.js';

export const subjects: readonly CostSubject[] = [
  ...framingSubjects,
  ...jsonHeaderSubjects,
  ...jsonRpcSubjects,
  ...respSubjects,
  ...smtpSubjects,
  ...memcachedSubjects,
  ...modbusSubjects,
  ...proxySubjects,
  ...webSocketSubjects,
  ...serviceSubjects,
];
