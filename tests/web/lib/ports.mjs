// ports.mjs -- ports to listen at.
import { createServer } from 'node:net';

const heard = (port) => new Promise((done) => {
	const probe = createServer().once('error', () => done(true)).listen(port, '127.0.0.1', () => probe.close(() => done(false)));
});

// A port that nobody listens at, and that stays free until one does, and while a server is away for a moment: from 32768 on (here and on most
// machines) the system takes ports for connections, so the one it would give is another's soon.
export async function freePort() {
	for (;;) {
		const port = 20000 + Math.floor(Math.random() * 10000);
		if (!await heard(port))
			return port;
	}
}
