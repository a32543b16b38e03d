import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A service as teams write them: about 560 bytes a manifest, one in ten with a defect. */
function manifest(i: number): string {
	const name = `service-${i}`;
	const memory = i % 10 === 0 ? "512m" : "512Mi";
	return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: team-${i % 50}
  labels:
    app.kubernetes.io/name: ${name}
spec:
  replicas: ${1 + (i % 3)}
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
    spec:
      containers:
        - name: app # the service itself
          image: "registry.example/${name}:1.${i % 7}.0"
          resources:
            requests: { cpu: 50m, memory: 256Mi }
            limits:
              memory: ${memory}
`;
}

/** Writes `count` manifests below a folder, `perFile` documents a file, and returns their bytes. */
export function generate(folder: string, count: number, perFile: number): number {
	let bytes = 0;
	for (let i = 0; i < count; i += perFile) {
		const directory = join(folder, `team-${i % 50}`);
		mkdirSync(directory, { recursive: true });
		const documents = Array.from({ length: Math.min(perFile, count - i) }, (_, j) => manifest(i + j));
		const text = documents.join("---\n");
		bytes += text.length;
		writeFileSync(join(directory, `service-${i}.yaml`), text);
	}
	return bytes;
}
