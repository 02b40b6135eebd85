/** What a remote can do wrong before the PROXY header is read. */
import { remoteErrors } from '@wirechart/core';

export const proxyCodes = {
  'proxy-untrusted': {
    text: 'this source is not trusted to speak for others',
    doc: 'The transport connection comes from an address that `trusted` does not name. Nothing of it was read.',
  },
  'proxy-missing': {
    text: 'the connection does not begin with a PROXY header',
    doc: 'The first bytes are neither `PROXY ` (version 1) nor the signature of version 2.',
  },
  'proxy-line-invalid': {
    text: 'the PROXY line is not valid',
    doc: 'The header of version 1 is not `TCP4` or `TCP6` with two addresses and two ports in their only valid spelling, nor `UNKNOWN`.',
  },
  'proxy-version-unknown': {
    text: 'the version of the PROXY header is not known',
    doc: 'After the signature of version 2 stands another version.',
  },
  'proxy-command-unknown': {
    text: 'the command of the PROXY header is not known',
    doc: 'Version 2 knows LOCAL (0) and PROXY (1).',
  },
  'proxy-family-unknown': {
    text: 'the address family of the PROXY header is not known',
    doc: 'The byte of family and transport is none of those that version 2 defines.',
  },
  'proxy-addresses-short': {
    text: 'the PROXY header is too short for its addresses',
    doc: 'The announced length of the header is below what the addresses of its family take.',
  },
  'proxy-tlv-invalid': {
    text: 'a TLV of the PROXY header is not valid',
    doc: 'A type-length-value field goes beyond the end of the header, or its value is not what its type prescribes.',
  },
  'proxy-checksum-wrong': {
    text: 'the checksum of the PROXY header is wrong',
    doc: 'The header carries a CRC32C and it is not that of the header.',
  },
  'limit-header-bytes': {
    text: 'the PROXY header is too long',
    doc: 'The announced length of the header, signature and all, is above the limit `headerBytes`. Nothing of it was buffered.',
  },
} as const;

export const proxyError = remoteErrors(proxyCodes);
