/* http.h -- the strict HTTP/1.x request parser: a pure function over a buffer.
 *
 * No sockets, no clock, no allocation: it points into the caller's bytes. What it refuses and why stands in
 * tests/unit/http_test.c and in README.md here; after any refusal the connection closes. */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define HTTP_HEAD_MOST	  8192 /* bytes of request line and headers; more: 431 */
#define HTTP_HEADERS_MOST 100
#define HTTP_TARGET_MOST  4096 /* more: 414 */

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER /* a token we do not serve: 405 */ };

struct http_header {
	struct slice name, value; /* value without white space around it */
};

struct http_head {
	enum http_method method;
	struct slice target;	  /* origin-form, as sent */
	struct slice path, query; /* before and after '?', not decoded */
	int minor;		  /* 0 or 1 */
	struct slice host;	  /* of the one Host header, without port; empty in HTTP/1.0 without Host */
	bool keep_alive;
	bool expect_continue;
	int64_t content_length; /* 0 if absent */
	bool has_content_length;
	size_t header_count;
	struct http_header headers[HTTP_HEADERS_MOST];
};

enum http_verdict { HTTP_MORE, HTTP_HEAD_READ, HTTP_REFUSE };

struct http_result {
	enum http_verdict verdict;
	size_t used;	 /* HTTP_HEAD_READ: bytes of the head, the body begins there */
	int status;	 /* HTTP_REFUSE: 400, 411, 414, 417, 421 (the edge), 431, 501, 505 */
	const char *why; /* HTTP_REFUSE: a constant, for the log */
};

/* Reads a request head from ${s}. ${s} may hold more than one request; only the first is looked at. */
struct http_result http_parse(const char *s, size_t n, struct http_head *head);

/* The value of the first header of that name, {NULL, 0} if there is none. */
struct slice http_header(const struct http_head *head, const char *name);

/* The reason phrase we send for a status. */
const char *http_reason(int status);

#endif
