/** The tests that the guide has its reader write. */
import '../snippets/kv/contract.test.js';
import '../snippets/kv/fuzz.test.js';
import '../snippets/kv/bad-input.test.js';
import '../snippets/kv/whole.test.js';
import '../snippets/mailbox/mailbox.test.js';
