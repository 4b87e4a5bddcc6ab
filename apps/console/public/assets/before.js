// The page's content policy forbids building code from text; Zod would try once and be reported for it.
globalThis.__zod_globalConfig = { jitless: true };
