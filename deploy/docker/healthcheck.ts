const { PORT = '3000', TLS = 'off', TLS_CERT } = process.env;
const scheme = TLS === 'self-signed' || TLS_CERT ? 'https' : 'http';

const response = await fetch(`${scheme}://127.0.0.1:${PORT}/readyz`, { tls: { rejectUnauthorized: false } });
process.exit(response.ok ? 0 : 1);
