// How the node reads its configuration again while it serves.

#include <utility>

#include "app/node.hpp"
#include "base/log.hpp"

namespace sofia::app {

void Node::reload() {
    loop_->post([this] {
        reader_.read([](const base::Result<void>& reloaded) {
            if (!reloaded)
                LOG_ERROR(Area::Config,
                          "reload refused, the old configuration stays: {}",
                          reloaded.error().text);
        });
    });
}

ConfigurationReader::Read Node::next_read() const {
    return [folder = options_.conf, cluster = options_.cluster.str()] {
        return config::load_again(folder, config::probe_host(), cluster);
    };
}

base::Result<void> Node::read_at_once() {
    auto loaded = next_read()();
    if (!loaded)
        return tl::unexpected(loaded.error());
    reader_.read_anew();
    use(std::move(*loaded));
    return {};
}

void Node::use(config::Loaded loaded) {
    for (const auto& warning : loaded.warnings)
        LOG_WARN(Area::Config, "{}:{}: {}", warning.file, warning.line, warning.text);
    configuration_ = std::move(loaded.configuration);
    config_digest_ = std::move(loaded.digest);
    apply_configuration();
    announce();
}

}  // namespace sofia::app
