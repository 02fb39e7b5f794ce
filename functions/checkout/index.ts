import { connectDoors } from "../_shared/db.ts";
import { CHECKOUT, readEnv } from "../_shared/env.ts";
import { makeVerify, trustOf } from "../_shared/jwt.ts";
import { consoleLog } from "../_shared/log.ts";
import { connectStripe } from "../_shared/stripe.ts";
import { makeHandler } from "./handler.ts";

const env = readEnv(CHECKOUT);
const [doors, stripe, verify] = [connectDoors(env), connectStripe(env), makeVerify(trustOf(env))];

export default { fetch: makeHandler({ env, doors, stripe, verify, log: consoleLog }) };
