/* agent.c -- see agent.h. Browsers name others in their headers, so the order of the tables matters. */
#include "forum/agent.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"

struct mark {
	const char *in, *name;
};

static const struct mark browsers[] = {
	{"Edg", "Edge"},
	{"OPR/", "Opera"},
	{"SamsungBrowser", "Samsung Internet"},
	{"Vivaldi", "Vivaldi"},
	{"FxiOS", "Firefox"},
	{"Firefox/", "Firefox"},
	{"CriOS", "Chrome"},
	{"Chromium", "Chromium"},
	{"Chrome/", "Chrome"},
	{"Safari/", "Safari"},
	{"curl/", "curl"},
	{NULL, NULL},
};

static const struct mark systems[] = {
	{"Android", "Android"},
	{"iPhone", "iPhone"},
	{"iPad", "iPad"},
	{"Windows", "Windows"},
	{"CrOS", "ChromeOS"},
	{"Mac OS X", "Mac"},
	{"Linux", "Linux"},
	{NULL, NULL},
};

static const char *mark_find(const struct mark *marks, const char *agent)
{
	while (marks->in && !strstr(agent, marks->in))
		marks++;
	return marks->name;
}

const char *agent_said(struct arena *a, const char *agent)
{
	const char *browser = mark_find(browsers, agent), *system = mark_find(systems, agent);

	if (browser && system)
		return arena_printf(a, _("%s on %s"), browser, system);
	if (browser || system)
		return browser ? browser : system;
	return _("Unknown browser");
}
