// init.js: starts Swagger UI on our contract, with a sign-in that fills its bearer token, and errors in the language
// chosen. Nothing is loaded from elsewhere.
'use strict';

const language = document.getElementById('language');
const message = document.getElementById('message');
const signIn = document.getElementById('sign-in');
const signOut = document.getElementById('sign-out');

language.value = localStorage.getItem('language') || 'vi';
language.addEventListener('change', () => localStorage.setItem('language', language.value));

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
});

function show(username) {
  signIn.hidden = Boolean(username);
  signOut.hidden = !username;
  signOut.querySelector('output').value = username || '';
}

signIn.addEventListener('submit', async (event) => {
  event.preventDefault();
  message.textContent = '';
  const { username, password } = Object.fromEntries(new FormData(signIn));
  const answer = await fetch('/api/v1/auth/tokens', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': language.value },
    body: JSON.stringify({ username, password }),
  });
  const body = await answer.json();
  if (!answer.ok) {
    message.textContent = body.detail || body.title;
    return;
  }
  ui.preauthorizeApiKey('token', body.access_token);
  signIn.reset();
  show(username);
});

signOut.addEventListener('submit', (event) => {
  event.preventDefault();
  ui.authActions.logoutWithPersistOption(['token']);
  show(null);
});
