// Serves the built pages and the not-found page; a distribution's own error pages would also replace the API's answers.
// One function on both events: a response to an unknown path, or of the not-found page itself, becomes a 404.
var PAGES = __PAGES__;
var NOT_FOUND = '/404.html';

function built(path) {
  return Object.prototype.hasOwnProperty.call(PAGES, path);
}

function isFile(uri) {
  var name = uri.substring(uri.lastIndexOf('/') + 1);
  return name.indexOf('.') > 0 && !name.endsWith('.html');
}

function page(uri) {
  if (isFile(uri) || built(uri)) return uri;
  if (uri.endsWith('/') && built(uri + 'index.html')) return uri + 'index.html';
  return NOT_FOUND;
}

function handler(event) {
  var request = event.request;
  var target = page(request.uri);
  if (event.context.eventType === 'viewer-response') {
    if (target === NOT_FOUND) {
      event.response.statusCode = 404;
      event.response.statusDescription = 'Not Found';
    }
    return event.response;
  }
  if (target === NOT_FOUND && built(request.uri + '/index.html')) {
    return {
      statusCode: 301,
      statusDescription: 'Moved Permanently',
      headers: { location: { value: request.uri + '/' } }
    };
  }
  request.uri = target;
  return request;
}
