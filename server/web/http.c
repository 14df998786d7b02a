/* http.c -- see http.h. One pass over the head, line by line; every rule that refuses says why in a constant
 * text. */
#include "web/http.h"

#include <string.h>
#include <sys/types.h>

#include "web/url.h"

enum { TOKEN = 1, TARGET = 2, VALUE = 4 };
#define ALL (TOKEN | TARGET | VALUE)

/* What a byte may be part of. TARGET leaves out what browsers always encode; VALUE leaves out all controls
 * but TAB. */
static const unsigned char classes[256] = {
	['\t'] = VALUE,
	[' '] = VALUE,
	['!'] = ALL,
	['"'] = VALUE,
	['#'] = TOKEN | VALUE,
	['$' ... '\''] = ALL,
	['(' ... ')'] = TARGET | VALUE,
	['*' ... '+'] = ALL,
	[','] = TARGET | VALUE,
	['-' ... '.'] = ALL,
	['/'] = TARGET | VALUE,
	['0' ... '9'] = ALL,
	[':' ... ';'] = TARGET | VALUE,
	['<'] = VALUE,
	['='] = TARGET | VALUE,
	['>'] = VALUE,
	['?' ... '@'] = TARGET | VALUE,
	['A' ... 'Z'] = ALL,
	['[' ... ']'] = TARGET | VALUE,
	['^' ... 'z'] = ALL,
	['{'] = TARGET | VALUE,
	['|'] = ALL,
	['}'] = TARGET | VALUE,
	['~'] = ALL,
	[0x80 ... 0xff] = VALUE,
};

/* How many bytes at the beginning of ${a} are of ${class}. */
static size_t span(struct slice a, int class)
{
	size_t i;

	for (i = 0; i < a.n && classes[(unsigned char)a.s[i]] & class; i++)
		;
	return i;
}

static bool all(struct slice a, int class)
{
	return a.n > 0 && span(a, class) == a.n;
}

static bool digits(struct slice a)
{
	size_t i;

	for (i = 0; i < a.n && a.s[i] >= '0' && a.s[i] <= '9'; i++)
		;
	return a.n > 0 && i == a.n;
}

/* A refusal while a line is read: 0 means go on. */
struct fault_found {
	int status;
	const char *why;
};
#define FINE		  ((struct fault_found){0, NULL})
#define BAD(status, text) ((struct fault_found){(status), (text)})

static struct fault_found target_read(struct slice target, struct http_head *head)
{
	struct slice rest = target;
	const char *why;

	if (target.n > HTTP_TARGET_MOST)
		return BAD(414, "target too long");
	if (target.n == 0 || target.s[0] != '/')
		return BAD(400, "target is not in origin form");
	if (!all(target, TARGET))
		return BAD(400, "byte that may not stand in a target");
	head->target = target;
	head->path = slice_cut(&rest, '?');
	head->query = rest.s ? rest : (struct slice){target.s + target.n, 0};
	why = url_path_wrong(head->path);
	return why ? BAD(400, why) : FINE;
}

static struct fault_found version_read(struct slice v, struct http_head *head)
{
	if (v.n != 8 || memcmp(v.s, "HTTP/", 5) != 0 || v.s[6] != '.' ||
		!digits((struct slice){v.s + 5, 1}) || !digits((struct slice){v.s + 7, 1}))
		return BAD(400, "malformed request line");
	if (v.s[5] != '1' || v.s[7] > '1')
		return BAD(505, "version not served");
	head->minor = v.s[7] - '0';
	return FINE;
}

static enum http_method method_of(struct slice method)
{
	if (slice_is(method, "GET"))
		return HTTP_GET;
	if (slice_is(method, "POST"))
		return HTTP_POST;
	return slice_is(method, "HEAD") ? HTTP_HEAD : HTTP_OTHER;
}

static struct fault_found request_line_read(struct slice line, struct http_head *head)
{
	struct slice rest = line, method = slice_cut(&rest, ' '), target = slice_cut(&rest, ' ');
	struct fault_found fault;

	if (!all(method, TOKEN) || !rest.s)
		return BAD(400, "malformed request line");
	head->method = method_of(method);
	fault = version_read(rest, head);
	return fault.status ? fault : target_read(target, head);
}

/* What the head has said so far about its framing. */
struct framing {
	bool host, transfer_coding, chunked;
	bool close, keep_alive;
};

/* The bytes of ${v} that are the host: a name, or an address in brackets; the port comes after. */
static size_t host_length(struct slice v)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
	bool bracket = v.n && v.s[0] == '[';
	size_t i;

	for (i = bracket; i < v.n && strchr(bracket ? "0123456789abcdefABCDEF:." : name, v.s[i]); i++)
		;
	if (!bracket)
		return i;
	return i < v.n && v.s[i] == ']' ? i + 1 : 0;
}

static bool is_port(struct slice v)
{
	int port = 0;
	size_t i;

	if (!digits(v) || v.n > 5)
		return false;
	for (i = 0; i < v.n; i++)
		port = port * 10 + (v.s[i] - '0');
	return port <= 65535;
}

static struct fault_found host_read(struct slice v, struct http_head *head, struct framing *f)
{
	size_t n = host_length(v);

	if (f->host)
		return BAD(400, "Host twice");
	f->host = true;
	if (n == 0 || (n < v.n && (v.s[n] != ':' || !is_port((struct slice){v.s + n + 1, v.n - n - 1}))))
		return BAD(400, "malformed Host");
	head->host = (struct slice){v.s, n};
	return FINE;
}

static struct fault_found content_length_read(struct slice v, struct http_head *head)
{
	size_t i;

	if (head->has_content_length)
		return BAD(400, "Content-Length twice");
	if (!digits(v) || v.n > 15)
		return BAD(400, "malformed Content-Length");
	head->has_content_length = true;
	for (i = 0; i < v.n; i++)
		head->content_length = head->content_length * 10 + (v.s[i] - '0');
	return FINE;
}

static void connection_read(struct slice v, struct framing *f)
{
	while (v.s) {
		struct slice option = slice_trim(slice_cut(&v, ','));

		f->close |= slice_is_nocase(option, "close");
		f->keep_alive |= slice_is_nocase(option, "keep-alive");
	}
}

static struct fault_found header_known(struct slice name, struct slice value, struct http_head *head,
	struct framing *f)
{
	if (slice_is_nocase(name, "host"))
		return host_read(value, head, f);
	if (slice_is_nocase(name, "content-length"))
		return content_length_read(value, head);
	if (slice_is_nocase(name, "transfer-encoding")) {
		f->chunked = slice_is_nocase(value, "chunked") && !f->transfer_coding;
		f->transfer_coding = true;
	} else if (slice_is_nocase(name, "connection")) {
		connection_read(value, f);
	} else if (slice_is_nocase(name, "expect") && head->minor == 1) {
		if (!slice_is_nocase(value, "100-continue"))
			return BAD(417, "expectation not known");
		head->expect_continue = true;
	}
	return FINE;
}

static struct fault_found header_read(struct slice line, struct http_head *head, struct framing *f)
{
	struct slice value = line, name = slice_cut(&value, ':');

	if (!value.s || !all(name, TOKEN))
		return BAD(400, "malformed header");
	if (!text_utf8(value.s, value.n))
		return BAD(400, "bad UTF-8 in a header");
	if (head->header_count == HTTP_HEADERS_MOST)
		return BAD(431, "too many headers");
	value = slice_trim(value);
	head->headers[head->header_count++] = (struct http_header){name, value};
	return header_known(name, value, head, f);
}

/* What can only be said when all headers have been read: where the body ends, and whether another request may
 * follow. */
static struct fault_found framing_check(struct http_head *head, const struct framing *f)
{
	if (!f->host && head->minor == 1)
		return BAD(400, "no Host");
	if (head->method != HTTP_POST && (f->transfer_coding || head->content_length > 0))
		return BAD(400, "body on a method without one");
	if (f->transfer_coding && (f->chunked || head->has_content_length))
		return BAD(400, "chunked body");
	if (f->transfer_coding)
		return BAD(501, "transfer coding");
	if (head->method == HTTP_POST && !head->has_content_length)
		return BAD(411, "POST without Content-Length");
	head->keep_alive = head->minor == 1 ? !f->close : f->keep_alive && !f->close;
	return FINE;
}

/* The lines of what has arrived. */
struct lines {
	struct slice rest;
	struct fault_found fault;
};

/* The next line without its CRLF. False: it has not all arrived, or (in->fault) it cannot become good. */
static bool line_next(struct lines *in, struct slice *line)
{
	size_t n = span(in->rest, VALUE), left = in->rest.n - n;

	if (left == 0 || (left == 1 && in->rest.s[n] == '\r'))
		return false;
	if (in->rest.s[n] != '\r' || in->rest.s[n + 1] != '\n') {
		in->fault = BAD(400, "control character in the head");
		return false;
	}
	*line = (struct slice){in->rest.s, n};
	in->rest = (struct slice){in->rest.s + n + 2, left - 2};
	return true;
}

static struct http_result refuse(struct fault_found fault)
{
	return (struct http_result){HTTP_REFUSE, 0, fault.status, fault.why};
}

/* The head is not whole: wait for more of it, unless it is already too long or cannot become good. */
static struct http_result unfinished(const struct lines *in, size_t n, bool in_request_line)
{
	if (in->fault.status)
		return refuse(in->fault);
	if (in_request_line && in->rest.n && !(classes[(unsigned char)in->rest.s[0]] & TOKEN))
		return refuse(BAD(400, "malformed request line"));
	if (n >= HTTP_HEAD_MOST)
		return refuse(
			in_request_line ? BAD(414, "request line too long") : BAD(431, "head too long"));
	return (struct http_result){HTTP_MORE, 0, 0, NULL};
}

struct http_result http_parse(const char *s, size_t n, struct http_head *head)
{
	struct lines in = {{s, n < HTTP_HEAD_MOST ? n : HTTP_HEAD_MOST}, FINE};
	struct framing framing = {0};
	struct fault_found fault;
	struct slice line;

	memset(head, 0, offsetof(struct http_head, headers));
	if (!line_next(&in, &line))
		return unfinished(&in, n, true);
	fault = request_line_read(line, head);
	while (!fault.status) {
		if (!line_next(&in, &line))
			return unfinished(&in, n, false);
		if (line.n == 0)
			break;
		fault = header_read(line, head, &framing);
	}
	if (!fault.status)
		fault = framing_check(head, &framing);
	if (fault.status)
		return refuse(fault);
	return (struct http_result){HTTP_HEAD_READ, (size_t)(in.rest.s - s), 0, NULL};
}

struct slice http_header(const struct http_head *head, const char *name)
{
	size_t i;

	for (i = 0; i < head->header_count; i++)
		if (slice_is_nocase(head->headers[i].name, name))
			return head->headers[i].value;
	return (struct slice){NULL, 0};
}

const char *http_reason(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {
		{100, "Continue"},
		{200, "OK"},
		{207, "Multi-Status"},
		{206, "Partial Content"},
		{301, "Moved Permanently"},
		{303, "See Other"},
		{304, "Not Modified"},
		{400, "Bad Request"},
		{401, "Unauthorized"},
		{403, "Forbidden"},
		{404, "Not Found"},
		{405, "Method Not Allowed"},
		{408, "Request Timeout"},
		{409, "Conflict"},
		{410, "Gone"},
		{411, "Length Required"},
		{413, "Content Too Large"},
		{414, "URI Too Long"},
		{415, "Unsupported Media Type"},
		{416, "Range Not Satisfiable"},
		{417, "Expectation Failed"},
		{421, "Misdirected Request"},
		{422, "Unprocessable Content"},
		{429, "Too Many Requests"},
		{431, "Request Header Fields Too Large"},
		{500, "Internal Server Error"},
		{501, "Not Implemented"},
		{503, "Service Unavailable"},
		{505, "HTTP Version Not Supported"},
		{507, "Insufficient Storage"},
	};
	size_t i;

	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Other";
}
