export { type HttpServer, type HttpServerOptions, serve } from './server.ts';
