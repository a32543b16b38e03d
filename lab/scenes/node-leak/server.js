// A shopping cart that remembers every visitor and forgets none: each request leaves a session behind.
const http = require("node:http");

const sessions = new Map();

const server = http.createServer((_request, response) => {
	const session = { id: crypto.randomUUID(), at: new Date(), items: [] };
	for (let n = 0; n < 400; n++) session.items.push({ sku: `sku-${Math.random()}`, price: Math.random() * 100 });
	sessions.set(session.id, session);
	response.setHeader("content-type", "application/json");
	response.end(JSON.stringify({ id: session.id, items: session.items.length }));
});

// Its visitors, so that the scene needs no second pod: about 3 MiB of sessions a second.
server.listen(8080, () => {
	setInterval(() => fetch("http://127.0.0.1:8080/cart").then((answer) => answer.text()), 20);
	setInterval(() => console.log(`${sessions.size} sessions, ${process.memoryUsage().rss >> 20} MiB resident`), 2000);
});
