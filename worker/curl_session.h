// Connections, cookies and TLS sessions of one HttpSession: a curl share, which owns a cache of
// each.
//
// A cache of its own for every user is what the scenario means (users do not share connections),
// and the faster choice as well: curl searches a cache linearly. Host names are looked up once for
// all, in the engine's multi.
#ifndef AURAX_WORKER_CURL_SESSION_H_
#define AURAX_WORKER_CURL_SESSION_H_

#include <curl/curl.h>

#include "worker/curl_profile.h"
#include "worker/http_engine.h"

namespace aurax::load::worker {

class CurlTransfer;
class CurlTransferPool;

class CurlSession final : public HttpSession {
 public:
  // Both outlive the session.
  CurlSession(CurlTransferPool* pool, const CurlProfile* profile);
  ~CurlSession() override;
  CurlSession(const CurlSession&) = delete;
  CurlSession& operator=(const CurlSession&) = delete;

  CURLSH* share() const { return share_; }
  const CurlProfile* profile() const { return profile_; }

 private:
  friend class CurlTransferPool;
  CurlTransferPool* const pool_;
  const CurlProfile* const profile_;
  CURLSH* const share_;
  CurlTransfer* idle_ =
      nullptr;  // the pooled transfer that is still attached to this session, if any
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_CURL_SESSION_H_
