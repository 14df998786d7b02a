/* agent.h -- what a browser calls itself, said so that a person knows his devices apart. */
#ifndef FORUM_AGENT_H
#define FORUM_AGENT_H

struct arena;

/* "Firefox on Linux" of a User-Agent header; what is not known is said to be so. Only for showing. */
const char *agent_said(struct arena *a, const char *agent);

#endif
