/** The channels of node:diagnostics_channel on which servers tell what happens. Nothing is made to be told unless somebody listens. */
import { channel } from 'node:diagnostics_channel';
import type { ServerChannels } from '@wirechart/core';

/** `wirechart.server.connection` and so on; what is told on each is said at {@link ServerChannels}. */
export const serverChannels: ServerChannels = {
  connection: channel('wirechart.server.connection'),
  close: channel('wirechart.server.close'),
  message: channel('wirechart.server.message'),
  reply: channel('wirechart.server.reply'),
  error: channel('wirechart.server.error'),
  timeout: channel('wirechart.server.timeout'),
};
