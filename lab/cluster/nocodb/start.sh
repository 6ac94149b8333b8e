#!/bin/sh
cd /usr/src/app && exec /usr/local/bin/node start.js
