#include "config/preprocess.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>
#include <vector>

#include <glob.h>

#include "base/text.hpp"
#include "config/directive.hpp"

namespace sofia::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxDepth = 100;
constexpr int kMaxFiles = 10'000;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

base::Result<std::string> read_file(const fs::path& path) {
    std::error_code error;
    if (fs::is_directory(path, error))
        return base::fail(base::ErrorKind::Invalid, "cannot be read: it is a directory");
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf() || file.peek() == std::ifstream::traits_type::eof()))
        return base::fail(base::ErrorKind::Invalid,
                          fmt::format("cannot be read: {}", std::strerror(errno)));
    return std::move(text).str();
}

std::vector<fs::path> files_of(const fs::path& pattern) {
    std::vector<fs::path> files;
    glob_t found{};
    if (glob(pattern.c_str(), 0, nullptr, &found) == 0)
        files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    globfree(&found);
    return files;
}

/// Goes through one file after the other and builds the merged text.
class Preprocessor {
  public:
    Preprocessor(Globals& globals, Warnings& warnings) : globals_(globals), warnings_(warnings) {}

    base::Result<void> read(const fs::path& path, const Place& from) {
        if (std::find(open_.begin(), open_.end(), path) != open_.end())
            return fail_at(from, fmt::format("'{}' includes itself", path.string()));
        if (open_.size() >= kMaxDepth || ++files_ > kMaxFiles)
            return fail_at(from,
                           fmt::format("'{}' is one file too many; expected at most {} levels and "
                                       "{} files",
                                       path.string(),
                                       kMaxDepth,
                                       kMaxFiles));
        const auto text = read_file(path);
        if (!text)
            return fail_at(from, fmt::format("'{}' {}", path.string(), text.error().text));
        open_.push_back(path);
        const auto outer =
            std::exchange(place_, Place{std::make_shared<const std::string>(path.string()), 1});
        merged_.mark(place_);
        auto done = scan(*text);
        open_.pop_back();
        if (!open_.empty()) {
            place_ = outer;
            merged_.mark(place_);
        }
        return done;
    }

    MergedText take() { return std::move(merged_); }

  private:
    base::Result<void> scan(std::string_view text) {
        if (text.starts_with(kByteOrderMark))
            text.remove_prefix(kByteOrderMark.size());
        while (!text.empty()) {
            const auto plain = std::min(text.find_first_of("\n<$"), text.size());
            merged_.append(text.substr(0, plain));
            text.remove_prefix(plain);
            if (text.empty())
                break;
            if (text.front() == '\n') {
                merged_.append("\n");
                skip(text, 1);
            } else if (text.front() == '$') {
                copy_variable(text);
            } else if (auto done = scan_markup(text); !done) {
                return done;
            }
        }
        return {};
    }

    // What stands at a '<'.
    base::Result<void> scan_markup(std::string_view& text) {
        if (text.starts_with("<!--"))
            return scan_comment(text);
        if (text.starts_with("<?")) {
            skip(text, std::min(text.find("?>"), text.size() - 2) + 2);
            return {};
        }
        for (const std::string_view wrapper : {"<include>", "</include>", "</X-PRE-PROCESS>"})
            if (text.starts_with(wrapper)) {
                skip(text, wrapper.size());
                return {};
            }
        if (text.starts_with("<![CDATA[")) {
            copy_cdata(text);
            return {};
        }
        if (const auto directive = read_directive(text)) {
            auto done = carry_out(*directive);
            skip(text, directive->length);
            return done;
        }
        merged_.append("<");
        text.remove_prefix(1);
        return {};
    }

    base::Result<void> scan_comment(std::string_view& text) {
        if (const auto directive = read_comment_directive(text)) {
            auto done = carry_out(*directive);
            skip(text, directive->length);
            return done;
        }
        const auto end = text.find("-->");
        if (end == std::string_view::npos)
            return fail_at(place_, "this comment has no end; expected '-->'");
        skip(text, end + 3);
        return {};
    }

    // Character data keeps its '<' and its comments; variables are still replaced.
    void copy_cdata(std::string_view& text) {
        auto end = text.find("]]>");
        end = end == std::string_view::npos ? text.size() : end + 3;
        auto data = text.substr(0, end);
        text.remove_prefix(end);
        while (!data.empty()) {
            const auto plain = std::min(data.find_first_of("\n$"), data.size());
            merged_.append(data.substr(0, plain));
            data.remove_prefix(plain);
            if (data.starts_with('\n')) {
                merged_.append("\n");
                skip(data, 1);
            } else if (!data.empty()) {
                copy_variable(data);
            }
        }
    }

    // What stands at a '$': the value of `$${name}`, or the dollar itself.
    void copy_variable(std::string_view& text) {
        const auto end =
            text.starts_with("$${") ? text.find_first_of("}\n") : std::string_view::npos;
        if (end == std::string_view::npos || text[end] == '\n') {
            merged_.append("$");
            text.remove_prefix(1);
            return;
        }
        merged_.append(value_of(text.substr(3, end - 3)));
        text.remove_prefix(end + 1);
    }

    std::string value_of(std::string_view name) {
        auto value = globals_.markup(name);
        if (!value)
            warnings_.add_once(fmt::format("global {}", name),
                               place_,
                               fmt::format("the global variable '{}' is not set; $${{{}}} stands "
                                           "for nothing",
                                           name,
                                           name));
        return value.value_or(std::string());
    }

    std::string expand(std::string_view text) {
        std::string result;
        while (true) {
            const auto start = std::min(text.find("$${"), text.size());
            const auto end = text.find('}', start);
            result.append(text.substr(0, end == std::string_view::npos ? text.size() : start));
            if (end == std::string_view::npos)
                return result;
            result.append(value_of(text.substr(start + 3, end - start - 3)));
            text.remove_prefix(end + 1);
        }
    }

    base::Result<void> carry_out(const Directive& directive) {
        const auto data = expand(directive.data);
        if (directive.command == "include")
            return include(data);
        // `<!--#comment ...-->` heads many a file.
        if (directive.command == "comment")
            return {};
        if (directive.command == "exec" || directive.command == "exec-set") {
            warnings_.add_once(directive.command,
                               place_,
                               fmt::format("X-PRE-PROCESS {} is not run; use env-set with the "
                                           "environment of the service",
                                           directive.command));
            return {};
        }
        const auto equals = data.find('=');
        const auto name = base::trim(std::string_view(data).substr(0, equals));
        const auto value = equals == std::string::npos
                               ? std::string_view{}
                               : base::trim(std::string_view(data).substr(equals + 1));
        if (directive.command != "set" && directive.command != "env-set" &&
            directive.command != "stun-set")
            warnings_.add(place_,
                          fmt::format("X-PRE-PROCESS command '{}' is unknown; expected set, "
                                      "env-set, stun-set or include",
                                      directive.command));
        else if (name.empty() || equals == std::string::npos)
            warnings_.add(place_,
                          fmt::format("X-PRE-PROCESS {} sets nothing: '{}'; expected name=value",
                                      directive.command,
                                      data));
        else
            assign(directive.command, name, value);
        return {};
    }

    void assign(std::string_view command, std::string_view name, std::string_view value) {
        if (command == "set") {
            globals_.set_markup(name, value);
        } else if (command == "env-set") {
            const char* set = std::getenv(std::string(value).c_str());
            if (set == nullptr)
                warnings_.add(place_,
                              fmt::format("the environment variable '{}' is not set; '{}' stays "
                                          "as it was",
                                          value,
                                          name));
            else
                globals_.set_plain(name, set);
        } else {
            const auto address = globals_.markup("local_ip_v4").value_or("127.0.0.1");
            warnings_.add(place_,
                          fmt::format("no STUN server is asked; '{}' is {} (set the public "
                                      "address with cmd=\"set\")",
                                      name,
                                      address));
            globals_.set_markup(name, address);
        }
    }

    base::Result<void> include(const std::string& data) {
        const auto pattern =
            (open_.back().parent_path() / unescape_markup(data)).lexically_normal();
        const auto files = files_of(pattern);
        if (files.empty())
            warnings_.add(place_, fmt::format("no files to include at {}", pattern.string()));
        for (const auto& file : files)
            if (auto done = read(file, place_); !done)
                return done;
        return {};
    }

    // Leaves out text, keeping count of lines.
    void skip(std::string_view& text, std::size_t length) {
        const auto taken = text.substr(0, length);
        if (const auto lines = std::count(taken.begin(), taken.end(), '\n'); lines > 0) {
            place_.line += static_cast<int>(lines);
            merged_.mark(place_);
        }
        text.remove_prefix(taken.size());
    }

    Globals& globals_;
    Warnings& warnings_;
    MergedText merged_;
    // Where reading has come to.
    Place place_;
    // Files that are being read, the innermost last.
    std::vector<fs::path> open_;
    int files_ = 0;
};

}  // namespace

base::Result<MergedText> preprocess(const fs::path& root, Globals& globals, Warnings& warnings) {
    Preprocessor preprocessor(globals, warnings);
    const Place whole{std::make_shared<const std::string>(root.string()), 0};
    if (auto done = preprocessor.read(root, whole); !done)
        return tl::unexpected(done.error());
    return preprocessor.take();
}

}  // namespace sofia::config
