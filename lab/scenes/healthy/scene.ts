import { container, type Scene } from "../scene.ts";

/** Long enough that a slow start or a late probe would show. */
const STEADY_SECONDS = 15;

/** A service far below its limit. */
export default {
	namespace: "web",
	images: ["node"],
	configMaps: { storefront: ["server.js"] },
	until: {
		what: `it has been up for ${STEADY_SECONDS} s`,
		seconds: 60,
		reached: (pods) => {
			const app = container(pods, "app");
			const startedAt = app?.state.running?.startedAt;
			return (
				app?.ready === true && startedAt !== undefined && Date.now() - Date.parse(startedAt) > STEADY_SECONDS * 1000
			);
		},
	},
	target: "deploy/storefront",
	expect: [],
} satisfies Scene;
