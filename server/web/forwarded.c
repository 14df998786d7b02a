/* forwarded.c -- see forwarded.h. */
#include "web/forwarded.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/must.h"
#include "web/http.h"

struct forwarded_trust forwarded_trust_read(const struct texts *texts)
{
	struct forwarded_trust trust = {calloc(texts->n + 1, sizeof(*trust.v)), 0};
	size_t i;

	must(trust.v);
	for (i = 0; i < texts->n; i++) {
		if (address_prefix_read(texts->v[i], &trust.v[trust.n]))
			trust.n++;
		else
			log_warn("edge.trusted_proxies", "ignored=\"%s\" why=\"no address or prefix\"",
				texts->v[i]);
	}
	return trust;
}

bool forwarded_trusts(const struct forwarded_trust *trust, const struct address *a)
{
	size_t i;

	for (i = 0; i < trust->n; i++)
		if (address_within(a, &trust->v[i]))
			return true;
	return false;
}

/* Cuts the last element off a list with commas. */
static struct slice last_cut(struct slice *list)
{
	size_t from = list->n;
	struct slice last;

	while (from && list->s[from - 1] != ',')
		from--;
	last = (struct slice){list->s + from, list->n - from};
	list->n = from ? from - 1 : 0;
	return slice_trim(last);
}

struct address forwarded_client(const struct forwarded_trust *trust, const struct address *peer,
	const struct http_head *head)
{
	struct address client = *peer, next;
	size_t i = head->header_count;

	while (i-- > 0) {
		struct slice list = head->headers[i].value;

		if (!slice_is_nocase(head->headers[i].name, "x-forwarded-for"))
			continue;
		while (list.n) {
			if (!address_read(last_cut(&list), &next))
				return client;
			client = next;
			if (!forwarded_trusts(trust, &client))
				return client;
		}
	}
	return client;
}
