import { speedLines } from "./speed.ts"; console.log(speedLines().join("\n"));
