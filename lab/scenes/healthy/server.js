// A storefront with a cache that has a bound: it uses its memory and stays where it is.
const http = require("node:http");

const CACHED_PAGES = 500;
const pages = new Map();

const render = (id) => `<h1>Article ${id}</h1>`.repeat(100);

const server = http.createServer((request, response) => {
	const page = pages.get(request.url) ?? render(request.url);
	pages.delete(request.url);
	pages.set(request.url, page);
	if (pages.size > CACHED_PAGES) pages.delete(pages.keys().next().value);
	response.end(page);
});

server.listen(8080, () => {
	setInterval(() => {
		const id = Math.floor(Math.random() * 5000);
		fetch(`http://127.0.0.1:8080/${id}`).then((answer) => answer.text());
	}, 50);
});
