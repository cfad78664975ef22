#include "app/register_answers.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "call/offer.hpp"
#include "call/on_invite.hpp"
#include "presence/package.hpp"

namespace sofia::app {
namespace {

class NamedAnswers final : public sip::ServerTransaction {
  public:
    NamedAnswers(std::unique_ptr<sip::ServerTransaction> inner,
                 std::shared_ptr<const model::Profile> profile)
        : inner_(std::move(inner)), profile_(std::move(profile)) {}

    const sip::Request& request() const override { return inner_->request(); }
    const std::string& local_tag() override { return inner_->local_tag(); }
    void mark_tag(std::string mark) override { inner_->mark_tag(std::move(mark)); }
    void respond(const sip::Reply& reply) override {
        inner_->respond(reply.status < 200 ? reply : with_our_name(reply, *profile_));
    }
    bool answered() const override { return inner_->answered(); }
    void on_cancel(std::function<void(const sip::Request& cancel)> callback) override {
        inner_->on_cancel(std::move(callback));
    }
    void on_ack(std::function<void(const sip::Request* ack)> callback) override {
        inner_->on_ack(std::move(callback));
    }
    void acknowledge(const sip::Request& ack) override { inner_->acknowledge(ack); }

  private:
    std::unique_ptr<sip::ServerTransaction> inner_;
    std::shared_ptr<const model::Profile> profile_;
};

}  // namespace

std::string methods_of(const model::Profile& profile) {
    return std::string(call::allowed_methods()) + ", " +
           std::string(presence::allowed_methods(profile));
}

sip::Reply with_our_name(sip::Reply reply, const model::Profile& profile) {
    const auto has = [&](std::string_view name) {
        return std::any_of(reply.headers.begin(), reply.headers.end(), [&](const auto& header) {
            return base::iequals(header.name, name);
        });
    };
    if (!has("Allow"))
        reply.add("Allow", methods_of(profile));
    return reply;
}

std::unique_ptr<sip::ServerTransaction> answered_with_our_name(
    std::unique_ptr<sip::ServerTransaction> transaction,
    std::shared_ptr<const model::Profile> profile) {
    return std::make_unique<NamedAnswers>(std::move(transaction), std::move(profile));
}

}  // namespace sofia::app
