/** The part of pino that our code uses. Message: a short fixed phrase; data in fields; no names, tokens or SDP above debug. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
}
