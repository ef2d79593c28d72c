// Brings each request to its route: base path, router, who is asking, and whether he may. What no
// route answers is a page or one of its files. Belongs to the web front's thread.
#ifndef AURAX_MASTER_WEB_DISPATCH_H_
#define AURAX_MASTER_WEB_DISPATCH_H_

#include "master/web/front_parts.h"
#include "master/web/route.h"
#include "master/web/router.h"

namespace aurax::load::master {

class Dispatch {
 public:
  explicit Dispatch(FrontParts* front);  // outlives it

  void Handle(HttpRequest request, Reply reply) const;
  const Router& router() const { return router_; }

 private:
  // Nothing: it may pass.
  std::optional<HttpResponse> Refusal(const Call& call, Need need) const;

  FrontParts* const front_;
  const Router router_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_DISPATCH_H_
