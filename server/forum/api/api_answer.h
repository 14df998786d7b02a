/* api_answer.h -- what machines are answered, written into rq->out; for this folder. */
#ifndef FORUM_API_ANSWER_H
#define FORUM_API_ANSWER_H

#include <stdint.h>

struct arena;
struct out;
struct request;

void json_put_text(struct out *o, const char *s); /* quoted */
void json_put_number(struct out *o, struct arena *a, const char *name, int64_t n);
/* A problem without its closing brace. */
void problem_begin(struct request *rq, int status, const char *why);

#endif
