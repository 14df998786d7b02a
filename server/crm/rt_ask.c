/* rt_ask.c -- see rt_ask.h. */
#include "crm/rt_ask.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "crm/rt_json.h"
#include "loop/task.h"

#define API "/REST/2.0"

const char *rt_site(struct arena *a)
{
	const char *url = crm_settings()->url;
	size_t n = strlen(url);

	while (n && url[n - 1] == '/')
		n--;
	return arena_text_n(a, url, n);
}

static void client_ask_of(struct arena *a, const struct rt_ask *ask, struct client_ask *out)
{
	const struct crm_settings *s = crm_settings();
	char *body = ask->body ? json_dumps(ask->body, JSON_COMPACT) : NULL;

	*out = (struct client_ask){
		.method = ask->method,
		.url = arena_printf(a, "%s" API "%s", rt_site(a), ask->path),
		.authorization = arena_printf(a, "token %s", s->token),
		.if_match = ask->if_match,
		.body = body ? arena_text(a, body) : NULL,
		.ca_file = s->ca_file,
	};
	json_decref(ask->body);
	free(body);
}

static enum crm_outcome not_there(const struct client_answer *answer, const char **why)
{
	switch (answer->outcome) {
	case CLIENT_UNTRUSTED:
		*why = _("The CRM's certificate is not to be trusted.");
		return CRM_AWAY;
	case CLIENT_BROKEN:
		*why = _("The CRM broke off, or does not speak HTTP.");
		return CRM_AWAY;
	case CLIENT_TOO_LONG:
		*why = _("The CRM's answer was too long.");
		return CRM_ILL;
	default:
		*why = _("The CRM cannot be reached.");
		return CRM_AWAY;
	}
}

static enum crm_outcome refused(struct arena *a, const struct client_answer *answer, const char **why)
{
	*why = arena_printf(a, _("The CRM refused (%ld): %s"), answer->status, rt_said(a, answer->body));
	return answer->status == 404 ? CRM_GONE : CRM_REFUSED;
}

static enum crm_outcome outcome_of(struct arena *a, const struct client_answer *answer, const char **why)
{
	if (answer->outcome != CLIENT_ANSWERED)
		return not_there(answer, why);
	switch (answer->status) {
	case 200:
	case 201:
		return CRM_DONE;
	case 401:
		*why = _("The CRM does not accept our token.");
		return CRM_AWAY;
	case 408:
	case 429:
	case 502:
	case 503:
	case 504:
		*why = arena_printf(a, _("The CRM is busy (%ld)."), answer->status);
		return CRM_AWAY;
	}
	if (answer->status >= 400 && answer->status < 500)
		return refused(a, answer, why);
	*why = arena_printf(a, _("The CRM answered %ld."), answer->status);
	return CRM_ILL;
}

enum crm_outcome rt_ask_wait(struct crm_talk *k, const struct rt_ask *ask, struct client_answer *answer)
{
	struct client_ask out;

	client_ask_of(&k->task->arena, ask, &out);
	client_ask_wait(k->task, &out, answer);
	return outcome_of(&k->task->arena, answer, &k->why);
}

enum crm_outcome rt_get_wait(struct crm_talk *k, const char *path, struct client_answer *answer)
{
	return rt_ask_wait(k, &(struct rt_ask){"GET", path, NULL, NULL}, answer);
}

enum crm_outcome rt_nonsense(struct crm_talk *k)
{
	k->why = _("The CRM answered something that makes no sense.");
	return CRM_ILL;
}

enum crm_outcome rt_get_blocking(struct arena *a, const char *path, struct client_answer *answer,
	const char **why)
{
	struct client_ask ask;

	client_ask_of(a, &(struct rt_ask){"GET", path, NULL, NULL}, &ask);
	client_ask_blocking(a, &ask, answer);
	if (answer->outcome != CLIENT_ANSWERED && !text_empty(answer->why)) {
		*why = answer->why;
		return CRM_AWAY;
	}
	return outcome_of(a, answer, why);
}
