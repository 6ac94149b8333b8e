// The server of NocoDB's npm package, on the port that the environment names.
const express = require('express');
const { Noco } = require('nocodb');

const app = express();
app.enable('trust proxy');
const server = app.listen(process.env.PORT || 8080, async () => {
  app.use(await Noco.init({}, server, app));
});
