/* crm.c -- see crm.h. The table of adapters. */
#include "crm/crm.h"

#include <string.h>

#include "crm/rt.h"

static struct crm_settings settings =
	{.adapter = "bothy", .url = "", .queue = "", .ca_file = "", .token = "", .secrets = ""};

static const struct crm_adapter *const adapters[] = {&crm_rt};

static const struct crm_adapter *named(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(adapters) / sizeof(adapters[0]); i++)
		if (strcmp(adapters[i]->name, name) == 0)
			return adapters[i];
	return NULL;
}

/* A token that travels in the clear is anybody's. */
static bool is_here(const char *url)
{
	static const char *const heres[] = {"http://localhost", "http://127.0.0.1", "http://[::1]"};
	size_t i, n;

	for (i = 0; i < sizeof(heres) / sizeof(heres[0]); i++) {
		n = strlen(heres[i]);
		if (strncmp(url, heres[i], n) == 0 && (!url[n] || strchr(":/", url[n])))
			return true;
	}
	return false;
}

const char *crm_set(const struct crm_settings *s)
{
	bool builtin = strcmp(s->adapter, "bothy") == 0;

	if (!builtin && !named(s->adapter))
		return "[crm] adapter is neither bothy nor rt";
	if (!builtin && !text_starts(s->url, "https://") && !is_here(s->url))
		return "[crm] url must begin with https://, or with http:// and this machine, because a token goes there";
	if (!builtin && strpbrk(s->url, "?#@ "))
		return "[crm] url is no plain address";
	if (!builtin && text_empty(s->queue))
		return "[crm] queue is needed";
	settings = *s;
	return NULL;
}

const struct crm_settings *crm_settings(void)
{
	return &settings;
}

const struct crm_adapter *crm_adapter(void)
{
	return named(settings.adapter);
}
