#include "cluster/signs.hpp"

#include <utility>

namespace sofia::cluster {
namespace {

base::Milliseconds between(base::SteadyTime from, base::SteadyTime to) {
    return std::chrono::duration_cast<base::Milliseconds>(to - from);
}

}  // namespace

void Signs::begin(base::Milliseconds period) {
    timer_ = loop_.every(period, [this] { tell(); });
    tell();
}

void Signs::tell() {
    is_due_ = true;
    if (std::exchange(is_asking_, true))
        return;
    is_due_ = false;
    wiring_.exchange(wiring_.ours(),
                     [this, wall = clock_.wall(), asked = clock_.steady()](
                         const base::Result<store::ClusterView>& view) {
                         is_asking_ = false;
                         heard(wall, asked, view);
                         if (is_due_)
                             tell();
                     });
}

void Signs::heard(base::WallTime asked_wall,
                  base::SteadyTime asked,
                  const base::Result<store::ClusterView>& view) {
    if (!view)
        return;  // The age of the last one tells.
    heard_at_ = clock_.steady();
    Heard now;
    now.others = view->others;
    now.lag = between(asked, heard_at_);
    now.skew =
        std::chrono::duration_cast<base::Milliseconds>(view->clock - asked_wall) - now.lag / 2;
    now.schema_version = view->schema_version;
    last_ = std::move(now);
}

std::optional<Signs::Heard> Signs::heard() const {
    auto now = last_;
    if (!now)
        return now;
    now->ago = between(heard_at_, clock_.steady());
    for (auto& other : now->others)
        other.ago += now->ago;
    return now;
}

}  // namespace sofia::cluster
