/**
 * A certificate for the measurements and its key: for 127.0.0.1, signed by itself, the same for everybody who has this file. It
 * protects nothing and must not be used for anything else.
 */
export const fixture = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBtzCCAV2gAwIBAgIUeeclU5Uwl3TpTVi4DLfaCSVS8c8wCgYIKoZIzj0EAwIw
IjEgMB4GA1UEAwwXd2lyZWNoYXJ0IGJlbmNoIGZpeHR1cmUwIBcNMjYxMTI5MTEz
NzE3WhgPMjEyNjExMDUxMTM3MTdaMCIxIDAeBgNVBAMMF3dpcmVjaGFydCBiZW5j
aCBmaXh0dXJlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzKp/2orTcv9SU7Il
3+WuBkQvgjZLGb91mdmzQkGmNe4N2sBAWZMWnxH1mFKGWZrMmis47F+o2xzf7gNp
cYgMN6NvMG0wHQYDVR0OBBYEFELo3Yz+3mzmofLuZ/45jZL284NUMB8GA1UdIwQY
MBaAFELo3Yz+3mzmofLuZ/45jZL284NUMA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0R
BBMwEYIJbG9jYWxob3N0hwR/AAABMAoGCCqGSM49BAMCA0gAMEUCIQCy/mSOruLW
s3kuFOkdyybBDR0GeXC3U/LUfT3rxtyOlQIgIhJRIQmOy2ZxU6kuMP7mKe1xRsi6
gQgMR8gu/M/v69I=
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQghf1oRJqpiAodp5cs
VYNuy92pVevVuqZcZ2CbP5MXkYGhRANCAATMqn/aitNy/1JTsiXf5a4GRC+CNksZ
v3WZ2bNCQaY17g3awEBZkxafEfWYUoZZmsyaKzjsX6jbHN/uA2lxiAw3
-----END PRIVATE KEY-----
`,
};
