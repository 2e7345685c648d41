// init.js: starts Swagger UI on our contract, with a sign-in that fills its bearer token, and errors in the language
// chosen. Nothing is loaded from elsewhere.
'use strict';

const language = document.getElementById('language');
const message = document.getElementById('message');
const signIn = document.getElementById('sign-in');
const signOut = document.getElementById('sign-out');

function speak() {
  document.documentElement.lang = language.value;
  for (const element of document.querySelectorAll('[data-en]')) {
    element.dataset.vi ??= element.textContent;
    element.textContent = element.dataset[language.value];
  }
}

// The contract says the name of each tag and operation in Vietnamese too.
function inVietnamese(contract) {
  const operations = Object.values(contract.paths).flatMap((path) => Object.values(path));
  for (const tag of contract.tags) tag.description = tag['x-vi'] ?? tag.description;
  for (const operation of operations) operation.summary = operation['x-vi'] ?? operation.summary;
  return contract;
}

function show(username) {
  signIn.hidden = Boolean(username);
  signOut.hidden = !username;
  signOut.querySelector('output').value = username || '';
}

const ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  filter: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  validatorUrl: null,
  requestInterceptor: (request) => {
    request.headers['Accept-Language'] = language.value;
    return request;
  },
  responseInterceptor: (response) => {
    if (response.status === 401) forget();
    const contract = response.url.endsWith('/openapi.json') && language.value === 'vi';
    return contract ? { ...response, text: JSON.stringify(inVietnamese(JSON.parse(response.text))) } : response;
  },
});

// A token lives a quarter of an hour; after that the form is there again.
function forget() {
  ui.authActions.logoutWithPersistOption(['token']);
  localStorage.removeItem('username');
  show(null);
}

async function requestToken({ username, password }) {
  const answer = await fetch('/api/v1/auth/tokens', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': language.value },
    body: JSON.stringify({ username, password }),
  });
  const body = await answer.json();
  message.textContent = answer.ok ? '' : body.detail || body.title;
  return body.access_token;
}

signIn.addEventListener('submit', async (event) => {
  event.preventDefault();
  const person = Object.fromEntries(new FormData(signIn));
  const token = await requestToken(person);
  if (!token) return;
  const schema = ui.specSelectors.specJson().getIn(['components', 'securitySchemes', 'token']);
  ui.authActions.authorizeWithPersistOption({ token: { name: 'token', schema, value: token } });
  localStorage.setItem('username', person.username);
  signIn.reset();
  show(person.username);
});

signOut.addEventListener('submit', (event) => {
  event.preventDefault();
  forget();
});

language.addEventListener('change', () => {
  localStorage.setItem('language', language.value);
  speak();
  ui.specActions.download();
});

language.value = localStorage.getItem('language') || 'vi';
speak();
show(localStorage.getItem('username'));
