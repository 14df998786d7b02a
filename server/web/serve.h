/* serve.h -- the life of a request between the edge and its handler: route, viewer, guard, handler. */
#ifndef WEB_SERVE_H
#define WEB_SERVE_H

#include <stddef.h>

struct http_head;
struct request;

/* Given to the edge as edge_settings.serve. Reads the path and query (400), finds the route (404, 405 with
 * Allow), reads a form body (415, 400), loads the viewer, asks the guard, calls the handler, and makes sure
 * it answered. HEAD runs as GET; the edge leaves the body out. */
void web_serve(struct request *rq);

/* Given to the edge as edge_settings.body_most: what the route of this head takes. */
size_t web_body_most(const struct http_head *head);

#endif
