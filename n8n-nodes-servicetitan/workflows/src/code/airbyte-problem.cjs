// What Airbyte says when it refuses. Its answer is a problem document (RFC 9457), which n8n does not take for JSON.

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

/** @param answer of an HTTP Request with the whole response: the document is in `data`, as text, or in `body` */
function problemWords({ body, data }) {
  const problem = typeof data === 'string' ? parsed(data) : typeof body === 'string' ? parsed(body) : (body ?? {});
  return problem.data?.message ?? problem.detail ?? problem.title ?? '';
}

module.exports = { problemWords };
