// Invoices kept for ever, in a heap of 40 MiB.
const invoices = [];
setInterval(() => {
	for (let n = 0; n < 20000; n++) invoices.push({ number: invoices.length, lines: [n, n + 1] });
}, 10);
