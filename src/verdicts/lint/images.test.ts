import { expect, test } from "vitest";
import { deployment, ruleTable, toldTable, workload } from "../../survey/lint.fixture.ts";
import { imageTag } from "./image-tag.ts";
import { largeness } from "./large-image.ts";
import { leakiness } from "./leaky-image.ts";

const LIMITED = "resources: {limits: {memory: 1Gi}}";

ruleTable("lint/large-image", {
	"the plain tag": deployment(`name: a\nimage: «node:20»\n${LIMITED}`),
	"no tag": deployment(`name: a\nimage: «"python"»\n${LIMITED}`),
	"a sidecar too": workload(
		"apps/v1",
		"DaemonSet",
		`name: a\nimage: a\n${LIMITED}`,
		"initContainers: [{name: s, image: «golang:1.25», restartPolicy: Always}]",
	),
	slim: deployment(`name: a\nimage: node:20-slim\n${LIMITED}`),
	"an init container ends": workload(
		"apps/v1",
		"Deployment",
		`name: a\nimage: a\n${LIMITED}`,
		"initContainers: [{name: i, image: golang:1.25}]",
	),
	"a job may compile": workload("batch/v1", "Job", `name: a\nimage: golang:1.25\n${LIMITED}`),
});

ruleTable("lint/leaky-image", {
	"an old one": deployment(`name: a\nimage: «openjdk:8u131»\n${LIMITED}`),
	"in a job, too": workload("batch/v1", "Job", `name: a\nimage: «openjdk:8u131»\n${LIMITED}`),
	"with a heap of its own": deployment(`name: a\nimage: openjdk:8u131\ncommand: [java, -Xmx512m]\n${LIMITED}`),
	"by a variable": deployment(`name: a\nimage: openjdk:8u131\nenv: [{name: JAVA_OPTS, value: -Xmx512m}]\n${LIMITED}`),
	"a new one": deployment(`name: a\nimage: openjdk:17-jdk-slim\n${LIMITED}`),
});

toldTable("lint/leaky-image", {
	"no container support": [
		deployment(`name: a\nimage: openjdk:8u190\n${LIMITED}`),
		{ confidence: 0.9, params: { reason: "no-container-support", version: "8u190", fixedIn: "8u191" } },
	],
	"cgroup v1 alone": [
		deployment(`name: a\nimage: openjdk:8u191\n${LIMITED}`),
		{ confidence: 0.7, params: { reason: "no-cgroup-v2", version: "8u191", fixedIn: "8u372" } },
	],
});

test.each([
	["node", "node", ""],
	["node:20", "node", "20"],
	["docker.io/library/node:20@sha256:ab", "node", "20"],
	["index.docker.io/node:20", "node", "20"],
	["localhost:5000/node", "localhost:5000/node", ""],
	["localhost:5000/library/node:1", "localhost:5000/library/node", "1"],
	["mcr.microsoft.com/dotnet/sdk:8.0", "mcr.microsoft.com/dotnet/sdk", "8.0"],
	["", "", ""],
])("%s is %s with the tag %j", (image, name, tag) => {
	expect(imageTag(image)).toEqual({ name, tag });
});

test("a digest alone tells nothing", () => {
	expect(imageTag("node@sha256:ab")).toBeNull();
});

test.each([
	["node:20", "node:20-slim"],
	["node", "node:slim"],
	["node:20-bookworm", "node:20-bookworm-slim"],
	["node:bookworm", "node:bookworm-slim"],
	["python:3.12", "python:3.12-slim"],
	["python:3.12-bookworm", "python:3.12-slim-bookworm"],
	["ruby:3.3.1-bullseye", "ruby:3.3.1-slim-bullseye"],
	["python:trixie", "python:slim-trixie"],
	["golang:1.25", null],
	["maven:3-eclipse-temurin-21", null],
	["mcr.microsoft.com/dotnet/sdk:8.0", "mcr.microsoft.com/dotnet/aspnet:8.0"],
	["mcr.microsoft.com/dotnet/sdk:8.0.404-jammy", "mcr.microsoft.com/dotnet/aspnet:8.0-jammy"],
	["eclipse-temurin:21", "eclipse-temurin:21-jre"],
	["eclipse-temurin:17.0.9_9-jdk-jammy", "eclipse-temurin:17.0.9_9-jre-jammy"],
])("%s is large; %s is not", (image, slim) => {
	expect(largeness(image)?.slim).toBe(slim);
	if (slim !== null) expect(largeness(slim)).toBeNull();
});

test.each([
	["golang:1.25-alpine"],
	["eclipse-temurin:21-jre"],
	["nodejs:20"],
	["mycompany/node:20"],
	["registry.example/golang:1"],
])("%s is not called large", (image) => {
	expect(largeness(image)).toBeNull();
});

test.each<[string, string | null]>([
	["java:8", "8u111"],
	["java", "8u111"],
	["java:7", "7"],
	["java:7u79-jre", "7"],
	["openjdk:7", "7"],
	["openjdk:7u181-jre", "7"],
	["openjdk:8u371", "8u371"],
	["openjdk:8u372", null],
	["openjdk:12", "12"],
	["openjdk:15", null],
	["eclipse-temurin:1.2", null],
	["openjdk:8", "8u342"],
	["openjdk:8-jre-alpine", "8u342"],
	["openjdk:8u171-jdk", "8u171"],
	["openjdk:9", "9"],
	["openjdk:10-jre", "10"],
	["openjdk:14", "14"],
	["eclipse-temurin:8u345-b01-jre", "8u345"],
	["eclipse-temurin:11.0.14.1_1-jre", "11.0.14"],
	["azul/zulu-openjdk-alpine:11.0.10", "11.0.10"],
	["eclipse-temurin:8", null],
	["eclipse-temurin:8u392-b08-jre", null],
	["openjdk:11", null],
	["openjdk:11.0.16", null],
	["openjdk:17", null],
	["eclipse-temurin:21.0.2_13-jre", null],
	["amazoncorretto:8", null],
	["openjdk", null],
	["registry.example/openjdk:8u131", null],
	["openjdk@sha256:ab", null],
])("%s holds Java %s that does not see the limit", (image, version) => {
	expect(leakiness(image)?.version ?? null).toBe(version);
});
