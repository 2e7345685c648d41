// mocked.ts: the first screens, read from the mock. Usage: MOCK_URL=… node mocked.js
import { given, verdict } from './checks.js';
import { read } from './reads.js';
import { Session } from './session.js';

const session = new Session(given(process.env.MOCK_URL, 'MOCK_URL'));
await session.signIn('anybody', 'anything');
await read(session);
verdict();
