/* api_problem.c -- errors for machines (RFC 9457), and the answers to those who were understood. */
#include "forum/api/api_answer.h"

#include <string.h>

#include "base/arena.h"
#include "base/out.h"
#include "forum/api/api.h"
#include "web/reply.h"
#include "web/request.h"

bool api_meant(const struct request *rq)
{
	return rq->path && text_starts(rq->path, "/api/");
}

void json_put_text(struct out *o, const char *s)
{
	static const char digits[] = "0123456789abcdef";

	out_char(o, '"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\') {
			out_char(o, '\\');
			out_char(o, *s);
		} else if (c < 0x20) {
			out_literal(o, "\\u00");
			out_char(o, digits[c >> 4]);
			out_char(o, digits[c & 15]);
		} else {
			out_char(o, *s);
		}
	}
	out_char(o, '"');
}

void json_put_number(struct out *o, struct arena *a, const char *name, int64_t n)
{
	const char *text = arena_printf(a, "\"%s\": %lld", name, (long long)n);

	out_raw(o, text, strlen(text));
}

static const char *title_of(int status)
{
	static const struct {
		int status;
		const char *title;
	} titles[] = {
		{400, "The request was not understood"},
		{401, "A valid key is needed"},
		{403, "The key may not do that"},
		{404, "There is nothing here"},
		{405, "That cannot be done here"},
		{409, "That is under way already"},
		{413, "That is too much at once"},
		{415, "That kind of body is not understood"},
		{422, "None of it could be used"},
		{429, "Too often in a short time"},
		{503, "That cannot be done right now"},
	};
	size_t i;

	for (i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (titles[i].status == status)
			return titles[i].title;
	return "That was our mistake";
}

/* All but the closing brace, so that more can follow. */
void problem_begin(struct request *rq, int status, const char *why)
{
	struct out *o = rq->out;

	out_literal(o, "{\"type\": \"about:blank\", \"title\": ");
	json_put_text(o, title_of(status));
	out_literal(o, ", ");
	json_put_number(o, &rq->task.arena, "status", status);
	if (why) {
		out_literal(o, ", \"detail\": ");
		json_put_text(o, why);
	}
}

void api_error(struct request *rq, int status, const char *why)
{
	problem_begin(rq, status, why);
	out_literal(rq->out, "}\n");
	rq->reply.type = "application/problem+json";
	if (status == 401)
		reply_header(rq, "WWW-Authenticate", "Bearer");
}
