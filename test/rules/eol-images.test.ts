/** Official images' tags and the table of their last days. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endOfImage } from '../../rules/_share/eol-images.js';
import { parseImageReference } from '../../src/rule.js';

const dayOf = (reference: string) => endOfImage(parseImageReference(reference))?.day;

test('a branch ends when its makers say, however long the tag is', () => {
  assert.equal(dayOf('python:3.8'), '2024-10-07');
  assert.equal(dayOf('python:3.8.20-slim'), '2024-10-07');
  assert.equal(dayOf('docker.io/library/node:14-alpine'), '2023-04-30');
  assert.equal(dayOf('node:hydrogen-slim'), '2025-04-30');
  assert.equal(dayOf('php:7-fpm'), '2022-11-28');
  assert.equal(dayOf('openjdk:8u292-jre'), '2022-07-31');
  assert.equal(dayOf('mcr.microsoft.com/dotnet/sdk:6.0-alpine'), '2024-11-12');
});

test('the distribution under a language may end before it', () => {
  assert.equal(dayOf('python:3.12-buster'), '2024-06-30');
  assert.equal(dayOf('node:22-alpine3.18'), '2025-05-09');
  assert.equal(dayOf('buildpack-deps:bionic-curl'), '2023-05-31');
});

test('distributions go by number and by name', () => {
  assert.equal(dayOf('debian:10.13-slim'), '2024-06-30');
  assert.equal(dayOf('ubuntu:bionic-20230530'), '2023-05-31');
  assert.equal(dayOf('centos'), '2021-12-31');
  assert.equal(dayOf('centos:centos7.9.2009'), '2024-06-30');
  assert.equal(dayOf('amazonlinux:2.0.20240101'), '2026-06-30');
});

test('a tag that moves on, or is not in the table, has no end', () => {
  for (const tag of [
    'python:3',
    'python',
    'node:lts',
    'golang:1',
    'php:8',
    'ruby:3-slim',
    'debian:stable',
    'alpine:edge',
    'node:99',
  ])
    assert.equal(dayOf(tag), undefined, tag);
  for (const other of ['acme/python:2.7', 'reg.example.com/debian:8', 'openjdk:24-ea-jdk', 'python:latest@sha256:x'])
    assert.equal(dayOf(other), undefined, other);
});
