import { createServer, type RequestListener, type Server } from 'node:http';

/** A client that has not said what it wants by then does not want anything; a body may take as long as Node lets it (5 minutes). */
const PATIENCE = { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 };
/** All pages, previews and instructors of some hundred seats; more is no class. */
const MAX_CONNECTIONS = 4096;

/** A server that neither slow clients nor many can hold up. */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(PATIENCE, listener);
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}
