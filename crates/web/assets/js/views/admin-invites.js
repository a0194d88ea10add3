/** Who may join, and the links that let people in. */
import { api, get, patch } from "../lib/api.js";
import { fill, h, icon, toast } from "../lib/dom.js";
import { exact, ms, short } from "../lib/time.js";
import { a } from "../i18n/en-admin.js";
import { invite, stateOf } from "./invite.js";
